import { docsUrl, findEntry, type Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import { headersOf } from '../failure/headers.ts'
import { compact } from '../support/compact.ts'
import { nearest } from '../support/didYouMean.ts'
import { bodiesOf, sampleFailure } from '../render/bodies.ts'
import { toExplanation, type Reply } from '../render/explanation.ts'
import { toRow } from '../render/list.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'

export interface ExplainOptions {
  /** Show the response in each envelope; that of the catalog comes first. */
  readonly all?: boolean
  readonly json?: boolean
}

/** The meaning and the response of a code, in each catalog that has it. */
export async function explain (code: string, given: string, { all = false, json = false }: ExplainOptions): Promise<Outcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { file, catalogs } = reading
  const found = catalogs.flatMap(catalog => {
    const entry = findEntry(catalog, code)
    return entry === undefined ? [] : [{ catalog, entry, reply: replyOf(catalog, entry) }]
  })
  if (found.length === 0) {
    const names = nearest(code, catalogs.flatMap(({ entries, aliases }) => [...entries.keys(), ...aliases.keys()]))
    const hint = names.length === 0
      ? 'error-catalog list prints all codes'
      : `did you mean ${names.map(name => `"${name}"`).join(' or ')}?`
    return { code: 1, stderr: `${file} has no code "${code}": ${hint}\n` }
  }
  return {
    code: 0,
    stdout: json
      ? toJson(found.map(toData))
      : found.map(({ catalog, entry, reply }) =>
        toExplanation(catalog, entry, all ? reply : { ...reply, bodies: reply.bodies.slice(0, 1) }))
        .join('\n')
  }
}

function replyOf (catalog: Catalog, entry: Entry): Reply {
  const failure = sampleFailure(catalog, entry)
  const requestId = [catalog.requestId.header.toLowerCase(), failure.requestId] as const
  return { headers: [...headersOf(failure, catalog), requestId], bodies: bodiesOf(catalog, failure) }
}

function toData ({ catalog, entry, reply: { headers, bodies } }: { catalog: Catalog, entry: Entry, reply: Reply }) {
  return {
    ...toRow(catalog, entry),
    ...compact({ docs: docsUrl(catalog, entry) }),
    reply: {
      headers: Object.fromEntries(headers),
      bodies: bodies.map(({ envelope, contentType, text }) => ({ envelope, contentType, body: JSON.parse(text) as unknown }))
    }
  }
}
