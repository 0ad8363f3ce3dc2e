const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether this is a UUID as the database writes it; in capitals the same id would look like another row's. */
export const isUuid = (text: unknown): boolean => typeof text === 'string' && form.test(text);
