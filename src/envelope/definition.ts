import type { Finding } from '../source/diagnostic.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { roleNames } from '../format/roles.ts'
import { check } from '../format/check.ts'
import { EnvelopeInput } from '../format/envelopeInput.ts'
import { isHeaderValue } from '../catalog/headerRules.ts'
import { isAlways, type Node } from './node.ts'
import { parseNode } from './parseNode.ts'
import { parseSuccess, type SuccessTemplate } from './success.ts'

/** The failures that a variant writes: those of a status class, of some codes or of some roles. */
export type When = NonNullable<NonNullable<EnvelopeInput['variants']>[number]['when']>

/** A parsed envelope definition: how failures (and in some APIs successes) are written. */
export interface EnvelopeDefinition {
  readonly name: string
  readonly contentType: string
  /** The first variant whose `when` matches writes the failure. The last variant has no `when`. */
  readonly variants: readonly Variant[]
  readonly success?: SuccessTemplate
}

export interface Variant {
  readonly when: When
  readonly template: Node
  readonly path: readonly string[]
}

/** Parse the definition of an envelope. Reports its problems and returns `undefined` if there are any. */
export function parseEnvelope (
  name: string, input: unknown, path: readonly string[], report: (mistake: Finding) => void
): EnvelopeDefinition | undefined {
  let sound = true
  const reportOwn = (mistake: Finding) => {
    sound = false
    report(mistake)
  }
  for (const mistake of check(EnvelopeInput, input)) reportOwn({ ...mistake, path: [...path, ...mistake.path] })
  if (!sound) return undefined
  const { contentType = 'application/json; charset=utf-8', error, variants, success } = input as EnvelopeInput
  if ((error === undefined) === (variants === undefined)) {
    reportOwn({ path, message: `${name} must have either error or variants` })
  }
  if (!isHeaderValue(contentType)) reportOwn({ path: [...path, 'contentType'], message: 'contentType must be a valid header value' })
  else if (!isJsonType(contentType)) {
    reportOwn({
      path: [...path, 'contentType'],
      message: `contentType must be application/json or end in +json, since the body is JSON, got ${JSON.stringify(contentType)}`
    })
  }
  const list = variants ?? [{ error: error ?? {} }]
  const definition = {
    name,
    contentType,
    variants: list.map((variant, index) => {
      const at = variants === undefined ? path : [...path, 'variants', String(index)]
      checkWhen(variant.when, index === list.length - 1, at, reportOwn)
      const within = [...at, 'error']
      const template = parseNode(variant.error, { path: within, report: reportOwn, inEach: false })
      if (!isAlways(template)) {
        reportOwn({ path: within, message: 'the template of an error must always write something: this one can be left out as a whole' })
      }
      return { when: variant.when ?? {}, path: within, template }
    }),
    ...(success === undefined ? {} : { success: parseSuccess(success, [...path, 'success'], reportOwn) })
  }
  return sound ? definition : undefined
}

/** Whether a media type is JSON by its name (RFC 6839, section 3.1). */
function isJsonType (contentType: string): boolean {
  return /^(application\/json|[\w!#$&^.+-]+\/[\w!#$&^.+-]+\+json)\s*(;|$)/i.test(contentType)
}

function checkWhen (when: When | undefined, isLast: boolean, path: readonly string[], report: (mistake: Finding) => void) {
  if ((when === undefined) !== isLast) {
    report({
      path,
      message: isLast ? 'the last variant must have no when: it writes whatever is left' : 'only the last variant may have no when'
    })
  }
  for (const [index, role] of (when?.roles ?? []).entries()) {
    if (!(roleNames as readonly string[]).includes(role)) {
      report({ path: [...path, 'when', 'roles', String(index)], message: `"${role}" is not a role${didYouMean(role, roleNames)}` })
    }
  }
}
