import type { Entry } from '../../src/catalog/entry.ts'
import { loadContract, type Contract } from '../../src/envelope/load.ts'
import { createClient, type Answer, type Client } from './client.ts'
import { differences } from './differences.ts'
import type { Outcome } from './outcome.ts'
import { platforms, type Platform } from './platforms.ts'

/** One code of a platform, and the result of provoking it. */
export interface Row {
  readonly platform: string
  readonly entry: Entry
  /** Missing if no outcome provokes the code. */
  readonly outcome?: Outcome
  readonly answer?: Answer
  /** The response to the neighbour. */
  readonly legal?: Answer
  /** The differences from the documentation. */
  readonly wrong: readonly string[]
}

/** Provoke every code of the five platforms of a running demo: a row for each, in the order of the catalogs. */
export async function tour (base: string): Promise<Row[]> {
  const rows = await Promise.all(Object.entries(platforms).map(([name, platform]) => visit(base, name, platform)))
  return rows.flat()
}

async function visit (base: string, platform: string, { outcomes, common }: Platform): Promise<Row[]> {
  const contract = await loadContract(new URL(`../../catalog.yaml#${platform}`, import.meta.url))
  const api = createClient(`${base}/${platform}`, common)
  const rows: Row[] = []
  for (const entry of contract.catalog.entries.values()) {
    const outcome = outcomes.find(({ code }) => code === entry.code)
    rows.push({ platform, entry, ...outcome === undefined ? { wrong: ['MISSING'] } : { outcome, ...await ask(api, contract, entry, outcome) } })
  }
  return rows
}

async function ask (api: Client, contract: Contract, entry: Entry, outcome: Outcome): Promise<Pick<Row, 'answer' | 'legal' | 'wrong'>> {
  try {
    const asked = { answer: await outcome.provoke(api), legal: await outcome.legal(api) }
    return { ...asked, wrong: differences(contract, entry, outcome, asked) }
  } catch (error) {
    // An outcome whose requests throw does not end the tour.
    return { wrong: [String(error)] }
  }
}

/** `POST /kyc/v1/verifications/ver_…/cancel`: ids that the tour created are shortened. */
export function requestOf ({ answer }: Row): string {
  return answer === undefined ? '' : `${answer.method} ${answer.path.replaceAll(/_[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '_…')}`
}
