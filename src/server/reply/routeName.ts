import type { FastifyRequest } from 'fastify'

/** `GET /invoices/:id` */
export function routeName ({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? 'of an unknown URL'}`
}
