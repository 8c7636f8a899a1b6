import { withDocs } from '../envelope/contract.ts'
import type { Scope } from '../server/forPlugins.ts'

/** Let the failures of a scope link to these pages. To be called before the server is ready: failures that were sent have shown no link. */
export function setDocs (scope: Scope, docs: string) {
  Object.assign(scope, withDocs(scope, docs))
}
