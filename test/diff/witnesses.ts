import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import Fastify from 'fastify'
import type { Entry } from '../../src/catalog/entry.ts'
import { client } from '../../src/cli/client.ts'
import { createReader, shouldRetry, withRetry, type ErrorData, type Failure } from '../../src/client.ts'
import { createEnvelope } from '../../src/envelope/envelope.ts'
import { envelopesOf } from '../../src/envelope/envelopesOf.ts'
import type { Witness } from '../../src/diff/rules.ts'
import { loadContract, type Contract } from '../../src/envelope/load.ts'
import errorCatalog, { CatalogError } from '../../src/index.ts'
import { sampleOf } from '../../src/render/sample.ts'

/** A catalog with a server that uses it and its generated client. */
export interface Party {
  readonly contract: Contract
  readonly url: string
  readonly errors: ErrorData
  /** The exports of the client's module. */
  readonly exported: Readonly<Record<string, unknown>>
  /** How often the server did the work of POST /throw/…, before it failed. */
  readonly writes: () => number
  readonly close: () => Promise<void>
}

const runtime = fileURLToPath(new URL('../../src/client.ts', import.meta.url))

/** Listen with a catalog, and generate its client into a folder. */
export async function createParty (file: string, folder: string, name: string): Promise<Party> {
  const contract = await loadContract(file)
  const output = join(folder, `${name}.mts`)
  const { code, stderr } = await client(file, { lang: 'ts', output })
  if (code !== 0) throw new Error(stderr)
  writeFileSync(output, readFileSync(output, 'utf8').replace('fastify-error-catalog/client', runtime))
  const exported = await import(pathToFileURL(output).href) as { errors: ErrorData }
  let writes = 0
  const app = Fastify()
  await app.register(errorCatalog, { catalog: file })
  const fail = (code: string, fill: unknown) => {
    const entry = contract.catalog.entries.get(contract.catalog.aliases.get(code) ?? code)
    throw new CatalogError(code as never, detailsOf(entry, fill === 'all') as never)
  }
  interface Asked { Params: { code: string }, Querystring: { fill?: string } }
  app.get<Asked>('/throw/:code', async ({ params, query }) => fail(params.code, query.fill))
  app.post<Asked>('/throw/:code', async ({ params, query }) => {
    writes++
    fail(params.code, query.fill)
  })
  app.get<Asked>('/mapped/:code', async ({ params }) => { throw Object.assign(new Error('mapped'), { code: params.code, owner: 'ada', lock: { owner: 'ada' } }) })
  app.get('/crash', async () => { throw new Error('crash') })
  app.get('/valid', { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } }, async () => ({ id: 1 }))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { contract, url, errors: exported.errors, exported, writes: () => writes, close: async () => { await app.close() } }
}

function detailsOf (entry: Entry | undefined, isWhole: boolean): Record<string, unknown> {
  const given = (entry?.details ?? []).filter(({ required }) => isWhole || required)
  return Object.fromEntries(given.map(({ name, schema }) => [name, sampleOf(schema, name)]))
}

// ajv-formats has no types of a default export of CommonJS.
const ajv = formats.default(new Ajv({ strict: false }))

/** Requests whose failure has a code that the old catalog promises. */
function promisesOf ({ contract: { catalog } }: Party): Array<readonly [path: string, code: string]> {
  return [
    ...[...catalog.entries.keys()].flatMap(code => [[`/throw/${code}`, code], [`/throw/${code}?fill=all`, code]] as const),
    ...[...catalog.map.errors].map(([key, code]) => [`/mapped/${key}`, code] as const),
    ['/nowhere', catalog.roles.notFound], ['/crash', catalog.roles.internal], ['/valid?n=x', catalog.roles.validation]
  ]
}

/** The failures that a client generated from the old catalog misreads on the new server. */
async function clientOf (old: Party, next: Party): Promise<string[]> {
  const read = createReader(old.errors)
  const { entries } = old.contract.catalog
  const misses = await Promise.all(promisesOf(old).map(async ([path, code]) =>
    missesIn(await read(await fetch(next.url + path)) as Failure, entries.get(code) as Entry, path)))
  // A client handles unknown codes by their status.
  const added = [...next.contract.catalog.entries.keys()].filter(code => !entries.has(code))
  const unread = await Promise.all(added.map(async code => {
    const failure = await read(await fetch(`${next.url}/throw/${code}`)) as Failure
    return failure.kind === 'api' && failure.code === code ? [] : [`/throw/${code}: the new code is ${failure.kind}`]
  }))
  return [...misses, ...unread].flat()
}

function missesIn (failure: Failure, entry: Entry, path: string): string[] {
  if (failure.kind !== 'api') return [`${path}: the response is ${failure.kind}`]
  if (!failure.known) return [`${path}: the code is unknown: ${failure.code}`]
  if (failure.code !== entry.code) return [`${path}: the code is ${failure.code}`]
  const given = failure.details as Record<string, unknown>
  const isWhole = path.endsWith('fill=all')
  const isThrown = path.startsWith('/throw/')
  return [
    ...failure.status === entry.status ? [] : [`${path}: the status is ${failure.status}`],
    ...failure.requestId === undefined ? [`${path}: no request id`] : [],
    ...entry.retryAfter !== undefined && failure.retryAfter === undefined ? [`${path}: no Retry-After`] : [],
    ...entry.details.filter(detail => !detail.private && isThrown).flatMap(({ name, required, schema }) => {
      if (given[name] === undefined) return required || isWhole ? [`${path}: no detail ${name}`] : []
      return ajv.validate(schema, given[name]) ? [] : [`${path}: the detail ${name} is ${JSON.stringify(given[name])}`]
    })
  ]
}

/** Which codes and aliases of the old catalog code on the new server can no longer throw. */
async function throwerOf (old: Party, next: Party): Promise<string[]> {
  const { entries, aliases, roles } = next.contract.catalog
  const read = createReader(next.errors)
  const names = [...old.contract.catalog.entries.keys(), ...old.contract.catalog.aliases.keys()]
  const failures = await Promise.all(names.map(async name => [name, await read(await fetch(`${next.url}/throw/${name}`)) as Failure] as const))
  return failures.flatMap(([name, failure]) => {
    const code = failure.kind === 'api' ? failure.code : failure.kind
    const promised = old.contract.catalog.aliases.get(name) ?? name
    const isSent = code === (aliases.get(promised) ?? promised) && entries.has(code)
    return isSent ? [] : [`throwing ${name} sends ${code === roles.internal ? 'an internal error' : code}`]
  })
}

interface Got {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Record<string, unknown>
}

/** A request without the client. */
async function ask (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  return await new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, response => {
      json(response).then(body => resolve({ status: response.statusCode, headers: response.headers, body: body as Got['body'] }), reject)
    }).on('error', reject).end()
  })
}

/** The differences that a client of the old documentation sees on the new server, in status, headers and body. */
async function httpOf (old: Party, next: Party): Promise<string[]> {
  const { catalog } = old.contract
  const envelopes = envelopesOf(catalog).map(definition => createEnvelope(definition, catalog))
  const complaints: string[] = []
  for (const entry of catalog.entries.values()) {
    for (const [index, envelope] of envelopes.entries()) {
      const accept = index === 0 ? 'application/json' : 'application/problem+json'
      const { status, headers, body } = await ask(`${next.url}/throw/${entry.code}`, { accept })
      const names = [catalog.requestId.header, ...entry.headers.map(([name]) => name), ...entry.retryAfter === undefined ? [] : ['retry-after']]
      if (status !== entry.status) complaints.push(`${entry.code}: status ${status}`)
      if (headers['content-type'] !== envelope.contentType) complaints.push(`${entry.code}: ${headers['content-type']}`)
      for (const name of names) if (headers[name.toLowerCase()] === undefined) complaints.push(`${entry.code}: no header ${name.toLowerCase()}`)
      if (!ajv.validate(envelope.schemaOf(entry), body)) complaints.push(`${entry.code}: body ${ajv.errorsText()}`)
    }
  }
  const [envelope] = envelopes
  const { body } = await ask(`${next.url}/valid?n=1`)
  const { members = {}, dataMember } = envelope?.success ?? {}
  const data = dataMember === undefined ? body : body[dataMember] as Got['body'] | undefined
  if (data?.['id'] !== 1) complaints.push('success: no data')
  for (const [name, value] of Object.entries(members)) if (body[name] !== value) complaints.push(`success: ${name} is ${body[name]}`)
  return complaints
}

/** The failures that a client generated from the new catalog misreads on a server with the old catalog. */
async function newClientOf (old: Party, next: Party): Promise<string[]> {
  const [before, after] = [createReader(old.errors), createReader(next.errors)]
  const complaints: string[] = []
  for (const code of old.contract.catalog.entries.keys()) {
    const path = `/throw/${code}?fill=all`
    const failure = await before(await fetch(old.url + path)) as Failure & { kind: 'api' }
    const other = await after(await fetch(old.url + path)) as Failure
    const entry = next.contract.catalog.entries.get(code)
    if (other.kind !== 'api' || !other.known) complaints.push(`${code}: the response is ${other.kind === 'api' ? 'unknown' : other.kind}`)
    else {
      for (const name of ['code', 'status', 'retryAfter'] as const) if (failure[name] !== other[name]) complaints.push(`${code}: ${name} is ${other[name]}`)
      for (const { name } of entry?.details.filter(detail => !detail.private) ?? []) {
        const [sent, got] = [failure.details, other.details].map(details => JSON.stringify((details as Record<string, unknown>)[name]))
        if (sent !== got) complaints.push(`${code}: the detail ${name} is ${got}`)
      }
    }
    const promised = shouldRetry(failure, { method: 'POST' }).retry ? 2 : 1
    const began = old.writes()
    await withRetry(fetch, next.errors, { attempts: 2, maxWait: 1 })(`${old.url}/throw/${code}`, { method: 'POST' })
    if (old.writes() - began > promised) complaints.push(`${code}: the write ran ${old.writes() - began} times`)
  }
  return complaints
}

/** Run the program of a rule. @returns the breakages that it finds, as sentences. */
export const witnesses: Readonly<Record<Witness, (old: Party, next: Party) => Promise<string[]>>> = {
  client: clientOf, thrower: throwerOf, http: httpOf, 'new client': newClientOf
}
