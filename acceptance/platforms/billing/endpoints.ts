import { CatalogError } from '../../../src/index.ts'
import type { NewEndpoint } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'

/** Where a tenant wants to be told of events. */
export interface Endpoint extends Owned, NewEndpoint {
  /** How many events in a row it has answered with a 4xx. */
  readonly refused: number
}

export type Endpoints = ReturnType<typeof createEndpoints>

/** So many refusals in a row switch an endpoint off. */
const limit = 3

/** How long an endpoint may take, in milliseconds. */
const patience = 1000

export function createEndpoints () {
  const endpoints = createRecords<Endpoint>('whe')

  return {
    create: (tenant: string, content: NewEndpoint): Endpoint => endpoints.create(tenant, { ...content, refused: 0 }),

    enable: (tenant: string, id: string): Endpoint => endpoints.save({ ...endpoints.read(tenant, id), refused: 0 }),

    /** Send an event on trial, and tell what came back. */
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
