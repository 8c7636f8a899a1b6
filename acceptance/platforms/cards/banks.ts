import { createStandIn, type StandIn } from '../../standIn.ts'
import { unreachable } from '../../unreachable.ts'
import type { NewDeposit } from './bodies.ts'

export interface Banks extends Pick<StandIn, 'start' | 'stop'> {
  /** Take money from a customer of a bank. Rejects if it is unknown whether the bank did so. */
  readonly collect: (deposit: NewDeposit) => Promise<void>
}

/** Three banks: one works, one closes the connection early, and one is down. */
export function createBanks (): Banks {
  const { start, stop, url } = createStandIn((request, response) => {
    if (request.url === '/east') request.socket.resetAndDestroy()
    else response.end()
  })
  const urls: Readonly<Record<NewDeposit['bank'], () => string>> = {
    north: () => `${url()}/north`,
    // A closed connection is 'bad_gateway', a refused one 'unavailable': the plugin maps the errors that fetch rejects with to these roles.
    east: () => `${url()}/east`,
    west: () => `${unreachable}/west`
  }
  return {
    start,
    stop,
    async collect ({ bank, amount }) {
      await fetch(urls[bank](), { method: 'POST', body: String(amount) })
    }
  }
}
