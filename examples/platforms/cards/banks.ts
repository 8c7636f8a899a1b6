import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NewDeposit } from './bodies.ts'

export interface Banks {
  readonly start: () => Promise<void>
  readonly stop: () => void
  /** Take money from a customer of a bank. Rejects where it is not known whether that was done. */
  readonly collect: (deposit: NewDeposit) => Promise<void>
}

/** Three banks on ports of this machine: one works, one breaks off, and one is not there. */
export function createBanks (): Banks {
  const server = createServer((request, response) => {
    if (request.url === '/east') request.socket.resetAndDestroy()
    else response.end()
  })
  const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const urls: Readonly<Record<NewDeposit['bank'], () => string>> = {
    north: () => `${here()}/north`,
    // What breaks off is 'bad_gateway' and what nobody answers 'unavailable': the roles of what fetch rejects with.
    east: () => `${here()}/east`,
    west: () => 'http://127.0.0.1:2/west'
  }
  return {
    async start () {
      server.listen(0, '127.0.0.1').unref()
      await once(server, 'listening')
    },
    stop () {
      server.close()
      server.closeAllConnections()
    },
    async collect ({ bank, amount }) {
      await fetch(urls[bank](), { method: 'POST', body: String(amount) })
    }
  }
}
