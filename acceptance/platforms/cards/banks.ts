import { createStandIn, type StandIn } from '../../standIn.ts'
import { unreachable } from '../../unreachable.ts'
import type { NewDeposit } from './bodies.ts'

export interface Banks extends Pick<StandIn, 'start' | 'stop'> {
  /** Take money from a customer of a bank. Rejects where it is not known whether that was done. */
  readonly collect: (deposit: NewDeposit) => Promise<void>
}

/** Three banks: one works, one breaks off, and one is not there. */
export function createBanks (): Banks {
  const { start, stop, url } = createStandIn((request, response) => {
    if (request.url === '/east') request.socket.resetAndDestroy()
    else response.end()
  })
  const urls: Readonly<Record<NewDeposit['bank'], () => string>> = {
    north: () => `${url()}/north`,
    // What breaks off is 'bad_gateway' and what nobody answers 'unavailable': the roles of what fetch rejects with.
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
