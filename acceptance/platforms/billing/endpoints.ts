import { CatalogError } from '../../../src/index.ts'
import type { NewEndpoint } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'

/** A webhook endpoint of a tenant. */
export interface Endpoint extends Owned, NewEndpoint {
  /** How many deliveries in a row the endpoint refused with a 4xx. */
  readonly refused: number
}

/** After this many refusals in a row the endpoint is disabled. */
const limit = 3

/** How long an endpoint may take to respond, in milliseconds. */
const patience = 1000

export function createEndpoints () {
  const endpoints = createRecords<Endpoint>('whe')

  return {
    create: (tenant: string, content: NewEndpoint): Endpoint => endpoints.create(tenant, { ...content, refused: 0 }),

    enable: (tenant: string, id: string): Endpoint => endpoints.save({ ...endpoints.read(tenant, id), refused: 0 }),

    /** Send a test event, and return the response of the endpoint. */
    async test (tenant: string, id: string): Promise<{ status: number }> {
      const endpoint = endpoints.read(tenant, id)
      if (endpoint.refused >= limit) throw new CatalogError('webhook.endpoint_disabled')
      const { status } = await fetch(endpoint.url, { method: 'POST', body: '{"type":"test"}', redirect: 'manual', signal: AbortSignal.timeout(patience) })
      const isRefused = status >= 400 && status < 500
      endpoints.save({ ...endpoint, refused: isRefused ? endpoint.refused + 1 : 0 })
      return { status }
    }
  }
}
