import { withDocs } from '../envelope/contract.ts'
import type { Scope } from '../server/forPlugins.ts'

/** Make the failures of a scope link to these pages. Call it before the server is ready: failures sent earlier have no link. */
export function setDocs (scope: Scope, docs: string) {
  Object.assign(scope, withDocs(scope, docs))
}
