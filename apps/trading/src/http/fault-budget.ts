import type { ReadForm } from './trade-form.js';

/** What all trades of a request may say of their forms together, unless more of them are wrong. */
const mostFaults = 100;

/** The same forms, each wrong one with a fault at least, and what else there is room for in the request's order. */
export function withinFaultBudget(forms: readonly ReadForm[]): readonly ReadForm[] {
  let spare = Math.max(0, mostFaults - forms.filter(({ ok }) => !ok).length);
  return forms.map((form) => {
    if (form.ok) return form;
    const faults = form.faults.slice(0, 1 + spare);
    spare -= Math.max(0, faults.length - 1);
    return { ok: false, faults };
  });
}
