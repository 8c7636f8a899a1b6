import { isDeepStrictEqual } from 'node:util'
import type { Catalog } from '../catalog/catalog.ts'
import type { EnvelopeDefinition } from '../envelope/definition.ts'
import { envelopesOf, namesOf } from '../envelope/envelopesOf.ts'
import { isAlways, type Node, type ObjectNode } from '../envelope/node.ts'
import type { SuccessTemplate } from '../envelope/success.ts'
import type { Report } from './change.ts'

/** Compare the envelopes that clients get: that of the catalog, and the one they may negotiate. */
export function compareEnvelopes (old: Catalog, next: Catalog, report: Report) {
  const [before, after] = [envelopesOf(old), envelopesOf(next)]
  for (const [index, definition] of before.entries()) {
    const other = after[index]
    // Clients that negotiate lose their envelope as a whole: that is a change of `negotiate`.
    if (other === undefined) continue
    const isSame = definition.name === other.name
    compareEnvelope(definition, other, (rule, part) => report(rule, isSame
      ? { subject: definition.name, keys: ['envelopes', definition.name, part] }
      : { old: definition.name, new: other.name, keys: ['envelope'] }))
  }
  // A catalog of problem details sends them with and without negotiation.
  const [had, has] = [old, next].map(catalog => new Set(namesOf(catalog)).size > 1)
  if (had !== has) report(had === true ? 'negotiation-removed' : 'negotiation-added', { keys: ['negotiate'] })
}

type ReportPart = (
  rule: 'envelope-changed' | 'envelope-member-added' | 'envelope-member-required' | 'success-changed' | 'success-member-added', part: string
) => void

function compareEnvelope (old: EnvelopeDefinition, next: EnvelopeDefinition, report: ReportPart) {
  const [failures, others] = [old, next].map(({ contentType, variants }) =>
    ({ contentType: toMediaType(contentType), variants: variants.map(({ when, template }) => ({ when, template })) }))
  if (!isDeepStrictEqual(failures, others)) {
    const part = failures?.contentType === others?.contentType ? 'error' : 'contentType'
    report(ruleOfFailures(old, next), part)
  }
  if (!isDeepStrictEqual(old.success, next.success)) {
    report(keepsSuccesses(old.success, next.success) ? 'success-member-added' : 'success-changed', 'success')
  }
}

/** Without a charset of UTF-8: JSON is always UTF-8 (RFC 8259, section 8.1). */
function toMediaType (contentType: string): string {
  return contentType.toLowerCase().replace(/\s*;\s*charset="?utf-8"?\s*$/, '')
}

function ruleOfFailures (old: EnvelopeDefinition, next: EnvelopeDefinition) {
  if (toMediaType(old.contentType) !== toMediaType(next.contentType) || !keepsVariants(old, next, false)) return 'envelope-changed'
  return keepsVariants(next, old, true) ? 'envelope-member-added' : 'envelope-member-required'
}

function keepsVariants (old: EnvelopeDefinition, next: EnvelopeDefinition, mayLack: boolean): boolean {
  return old.variants.length === next.variants.length &&
    old.variants.every(({ when, template }, index) => {
      const other = next.variants[index]
      return other !== undefined && isDeepStrictEqual(when, other.when) && keeps(template, other.template, mayLack)
    })
}

/**
 * Whether a template writes everything that the old one writes, at the same path.
 *
 * `mayLack`: ignore members that the old template may omit. Then clients of the old template can read bodies of the new one.
 */
function keeps (old: Node, next: Node, mayLack: boolean): boolean {
  if (old.kind === 'object' && next.kind === 'object') return keepsMembers(old, next, mayLack)
  if (old.kind === 'each' && next.kind === 'each') return old.byPath === next.byPath && keeps(old.as, next.as, mayLack)
  if (old.kind === 'list' && next.kind === 'list') {
    return old.items.length === next.items.length && old.items.every((item, index) => keeps(item, next.items[index] as Node, mayLack))
  }
  return isDeepStrictEqual(old, next)
}

function keepsMembers (old: ObjectNode, next: ObjectNode, mayLack: boolean): boolean {
  const members = new Map(next.members)
  return (old.optional || !next.optional) &&
    (old.spreadAt === undefined) === (next.spreadAt === undefined) &&
    old.members.every(([name, member]) => {
      const other = members.get(name)
      return other === undefined ? mayLack && !isAlways(member) : keeps(member, other, mayLack)
    })
}

/** Whether clients of the old template find what it writes. A new member beside spread data may have the name of one of its members. */
function keepsSuccesses (old: SuccessTemplate | undefined, next: SuccessTemplate | undefined): boolean {
  return old !== undefined && next !== undefined && old.dataMember === next.dataMember && old.dataMember !== undefined &&
    Object.entries(old.members).every(([name, value]) => isDeepStrictEqual(value, next.members[name]))
}
