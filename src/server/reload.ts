import { unwatchFile, watchFile } from 'node:fs'
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
): Promise<() => void> {
  let releaseStatuses = release
  let isClosed = false
  let last = Promise.resolve()
  const watched = new Set<string>()
  const onChange = () => { last = last.then(reload) }
  await watchFiles()
  return () => {
    isClosed = true
    for (const file of watched) unwatchFile(file, onChange)
    releaseStatuses()
  }

  async function watchFiles () {
    for (const file of (await lintCatalogs(source)).files) {
      if (!watched.has(file) && !isClosed) watchFile(file, { interval, persistent: false }, onChange)
      watched.add(file)
    }
  }

  async function reload () {
    try {
      const contract = await loadContract(source)
      check(contract)
      if (isClosed) return
      Object.assign(scope, keepDocs(contract, scope.catalog.docs))
      releaseStatuses()
      releaseStatuses = registerStatuses(contract.catalog)
      safeLog(app, 'info', {}, `the catalog was reloaded: ${counted(contract.catalog.entries.size, 'code')}`)
    } catch (error) {
      if (!isClosed) safeLog(app, 'error', {}, `the catalog was not reloaded, the old one stays in use: ${(error as Error).message}`)
    }
    // The new version may extend other files.
    await watchFiles()
  }
}

/** Pages that are served have set `docs` (setDocs): keep it if the new version of the catalog names none. */
function keepDocs (contract: Contract, docs: string | undefined): Contract {
  return contract.catalog.docs === undefined && docs !== undefined ? withDocs(contract, docs) : contract
}
