import { stat } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { CatalogSource } from '../catalog/read.ts'
import { withDocs, type Contract } from '../envelope/contract.ts'
import { lintCatalogs, loadContract } from '../envelope/load.ts'
import { registerStatuses } from '../failure/registry.ts'
import { counted } from '../support/counted.ts'
import { safeLog } from './fastify/safeLog.ts'
import type { Scope } from './scope/scope.ts'

/** The polling interval in milliseconds. Editors replace files, which ends a watcher of `fs.watch` (Node, doc/api/fs.md, "Inodes"). */
const interval = 200

/**
 * Read the catalog of a scope again when one of its files changes. While the new one has problems, the old one stays; the log says both.
 *
 * `release` ends the registration of the statuses in use. @returns a function that stops watching and ends that registration.
 */
export async function reloadOnChange (
  app: FastifyInstance, scope: Scope, source: CatalogSource, check: (contract: Contract) => void, release: () => void
): Promise<() => Promise<void>> {
  let releaseStatuses = release
  let polling = Promise.resolve()
  const { read, hasChanged } = createReader(source)
  // The catalog in use was read before the versions of its files were known.
  const first = await read()
  if (!(first instanceof Error)) use(first)
  const timer = setInterval(() => { polling = polling.then(poll) }, interval).unref()
  return async () => {
    clearInterval(timer)
    await polling
    releaseStatuses()
  }

  async function poll () {
    if (await hasChanged()) reload(await read())
  }

  function reload (result: Contract | Error) {
    try {
      if (result instanceof Error) throw result
      check(result)
      use(result)
      safeLog(app, 'info', {}, `the catalog was reloaded: ${counted(result.catalog.entries.size, 'code')}`)
    } catch (error) {
      safeLog(app, 'error', {}, `the catalog was not reloaded, the old one stays in use: ${(error as Error).message}`)
    }
  }

  function use (contract: Contract) {
    Object.assign(scope, keepDocs(contract, scope.catalog.docs))
    releaseStatuses()
    releaseStatuses = registerStatuses(contract.catalog)
  }
}

/** Reads a catalog, and tells whether one of its files has changed since. */
function createReader (source: CatalogSource) {
  let files: readonly string[] = []
  let versions = ''
  return {
    async hasChanged () {
      return await versionsOf(files) !== versions
    },
    /** The versions are noted before the files are read: a change while they are read shows later. */
    async read (): Promise<Contract | Error> {
      for (;;) {
        versions = await versionsOf(files)
        const result = await loadContract(source).catch((error: unknown) => error as Error)
        const known = files
        files = (await lintCatalogs(source)).files
        if (files.every(file => known.includes(file))) return result
      }
    }
  }
}

async function versionsOf (files: readonly string[]): Promise<string> {
  const versions = await Promise.all(files.map(async file => {
    const { mtimeMs, size, ino } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0, ino: 0 }))
    return `${mtimeMs} ${size} ${ino}`
  }))
  return versions.join()
}

/** Pages that are served have set `docs` (setDocs): keep it if the new version of the catalog names none. */
function keepDocs (contract: Contract, docs: string | undefined): Contract {
  return contract.catalog.docs === undefined && docs !== undefined ? withDocs(contract, docs) : contract
}
