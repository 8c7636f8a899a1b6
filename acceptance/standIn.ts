import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A local server that replaces an external service. Its address is known once it runs. */
export interface StandIn {
  readonly start: () => Promise<void>
  readonly stop: () => void
  readonly url: () => string
}

export function createStandIn (answer: RequestListener): StandIn {
  const server = createServer(answer)
  return {
    async start () {
      server.listen(0, '127.0.0.1').unref()
      await once(server, 'listening')
    },
    stop () {
      server.close()
      server.closeAllConnections()
    },
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
}
