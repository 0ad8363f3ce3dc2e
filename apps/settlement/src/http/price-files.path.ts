/** Where price files are taken; the parser of CSV bodies knows its route by it. */
export const priceFilesPath = '/v1/prices/files';
