import { variantOf } from '../envelope/variantOf.ts'
import { leavesOf } from '../envelope/node.ts'
import type { Rule } from './rule.ts'

/** A public detail that no response contains. */
export const detailUnused: Rule = {
  level: 'warning',
  find: ({ catalog, own, envelopes }) => own.flatMap(entry => {
    const { code, message, messages, headers, retryAfterDetail, details } = entry
    const holes = [message, ...messages.values(), ...headers.map(([, value]) => value)].flatMap(({ holes }) => holes)
    const leaves = envelopes.flatMap(envelope => leavesOf(variantOf(envelope, catalog, entry).template))
    const isSent = (name: string) => holes.includes(name) || retryAfterDetail === name || leaves.some(leaf =>
      (leaf.kind === 'variable' && leaf.name === 'details') || (leaf.kind === 'detail' && leaf.name === name))
    return details.filter(detail => !detail.private && !isSent(detail.name)).map(({ name, required }) => ({
      code,
      path: ['codes', code, 'details', required ? name : `${name}?`],
      atKey: true,
      message: `${name} is never sent: no message and no header contains it, and the envelope ${catalog.envelope} ` +
        'has no member for details; use it, make it private, or remove it'
    }))
  })
}
