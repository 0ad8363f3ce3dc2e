const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether this is a trade's id as the database writes it; in capitals the same id would look like another row's. */
export const isTradeId = (id: string): boolean => form.test(id);
