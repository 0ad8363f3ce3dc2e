import type { Route } from './route-rule.js';

/** Which methods the paths of a service take: what the Allow header of a 405 has to say. */
export class AllowedMethods {
  readonly #routes: readonly { readonly method: string; readonly parts: readonly string[] }[];

  constructor(routes: readonly Pick<Route, 'method' | 'path'>[]) {
    this.#routes = routes.map(({ method, path }) => ({ method, parts: path.split('/') }));
  }

  /** The methods of the routes at a URL, HEAD beside GET; none where there is no route at all. */
  at(url: string): readonly string[] {
    const asked = (url.split('?')[0] ?? '').split('/');
    const fits = (part: string, one = ''): boolean => (part.startsWith(':') ? one !== '' : part === one);
    const methods = this.#routes
      .filter(({ parts }) => parts.length === asked.length && parts.every((part, i) => fits(part, asked[i])))
      .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    return [...new Set(methods)].sort();
  }
}
