import { CatalogError } from '../../../src/index.ts'
import type { NewQuote, RateEvent } from './bodies.ts'
import { toAmount, toCents } from './money.ts'

/** The last rate of the source of a pair. */
interface Rate {
  readonly rate: number
  readonly at: string
}

/** How old a rate may be, in milliseconds. */
const staleness = 5 * 60_000

/** How long a quote is valid. The stored response that carries it is replayed only until then. */
export const quoteHolds = '1 second'

export function createFx () {
  // The pairs that have a source. The source of the franc has stopped sending rates.
  const rates = new Map<string, Rate>([
    ['EUR/USD', { rate: 1.1, at: new Date().toISOString() }],
    ['CHF/SEK', { rate: 11.5, at: '2025-01-01T00:00:00Z' }]
  ])

  function read (pair: string): Rate {
    const rate = rates.get(pair)
    if (rate === undefined) throw new CatalogError('fx.unsupported_pair')
    return rate
  }

  return {
    quote ({ currency, to, amount }: NewQuote) {
      const { rate, at } = read(`${currency}/${to}`)
      if (Date.parse(at) < Date.now() - staleness) throw new CatalogError('fx.stale_rate')
      return { currency: to, amount: toAmount(Math.round(toCents(amount) * rate)), rate }
    },

    /** A source sends a rate. Its events may arrive late: only a newer rate counts. */
    hear ({ pair, rate, at }: Omit<RateEvent, 'type'>) {
      if (Date.parse(at) > Date.parse(read(pair).at)) rates.set(pair, { rate, at })
    }
  }
}
