import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect, isDeepStrictEqual } from 'node:util'
import { createReader, shouldRetry, toError, type Classes, type ErrorData, type Reader } from '../../src/client.ts'
import { loadContract } from '../../src/envelope/load.ts'
import { classNamesOf } from '../../src/render/generate/classNames.ts'
import { toTypeScript } from '../../src/render/generate/typescript.ts'
import { toExact } from './toExact.ts'
import type { Row } from './tour.ts'

interface GeneratedClient {
  readonly read: Reader<never>
  readonly classes: Classes
  /** The name of each code's class. */
  readonly names: ReadonlyMap<string, string>
  /** The codes of each status. */
  readonly codesOf: (status: number) => readonly string[]
}

/** Generate the client of a platform as `error-catalog client` does, and import it. */
export async function importClient (platform: string): Promise<GeneratedClient> {
  const { catalog } = await loadContract(new URL(`../../catalog.yaml#${platform}`, import.meta.url))
  const folder = await mkdtemp(join(tmpdir(), 'error-catalog-client-'))
  const file = join(folder, 'errors.mts')
  // The tour runs on the source, without a build.
  const runtime = fileURLToPath(new URL('../../src/client.ts', import.meta.url))
  writeFileSync(file, toTypeScript(catalog).replace('fastify-error-catalog/client', runtime))
  const { errors, classes } = await import(pathToFileURL(file).href) as { errors: ErrorData, classes: Classes }
  await rm(folder, { recursive: true })
  const entries = [...catalog.entries.values()]
  return {
    read: createReader(errors) as unknown as Reader<never>,
    classes,
    names: classNamesOf(entries),
    codesOf: status => entries.filter(entry => entry.status === status).map(({ code }) => code)
  }
}

/** Each difference between the result of the generated client and the catalog or the outcome. */
export async function clientDifferences ({ entry, outcome, answer, wrong }: Row, { read, classes, names, codesOf }: GeneratedClient): Promise<string[]> {
  if (answer === undefined || outcome === undefined) return [...wrong]
  const failure = await read(answer)
  if (failure === undefined) return ['the client found no failure']
  const error = toError(failure, classes)
  // In an envelope without a code, only the message tells codes of one status apart.
  const isTold = !answer.path.startsWith('/cards/') || codesOf(entry.status).length === 1
  const decision = shouldRetry(failure, { method: 'POST', maxWait: Infinity })
  const rows: ReadonlyArray<readonly [what: string, want: unknown, got: unknown]> = [
    ['class', isTold ? names.get(entry.code) : 'ApiError', error.name],
    ['code', isTold ? entry.code : undefined, error.code],
    ['status', entry.status, error.status],
    ['details', outcome.details ?? {}, error.details],
    ['issues', outcome.issues ?? [], error.issues],
    ['retry', entry.retry, error.retry],
    ['a POST without a key is sent again', entry.retry === 'after', decision.retry]
  ]
  return rows
    .filter(([, want, got]) => !isDeepStrictEqual(toExact(want, got), got))
    .map(([what, want, got]) => `${what}: wanted ${inspect(want, { breakLength: Infinity })}, got ${inspect(got, { breakLength: Infinity })}`)
}

/** The rows of a tour, as the generated client of each platform reads them. */
export async function readByClients (rows: readonly Row[]): Promise<Row[]> {
  const platforms = [...new Set(rows.map(({ platform }) => platform))]
  const clients = new Map(await Promise.all(platforms.map(async platform => [platform, await importClient(platform)] as const)))
  return await Promise.all(rows.map(async row => ({ ...row, wrong: await clientDifferences(row, clients.get(row.platform) as GeneratedClient) })))
}
