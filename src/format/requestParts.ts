/** Fastify's names of the parts of a request, with the names that clients see and that `map.validation` may use. */
export const locations = { params: 'path', body: 'body', querystring: 'query', headers: 'header' } as const

export type Part = keyof typeof locations
