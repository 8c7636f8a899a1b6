import { matchTemplate, type TemplateMatch } from './matchTemplate.ts'
import { retryAfterOf, type HeaderOf } from './retryAfterOf.ts'
import type { CodeData, ErrorData, Issue, KnownFailure, UnknownFailure, Variant } from './types.ts'

/** Read a parsed body; `undefined` if no envelope of the API wrote it, or if it is the body of a success. */
export function decode (errors: ErrorData, status: number, headerOf: HeaderOf, body: unknown): KnownFailure | UnknownFailure | undefined {
  for (const variants of errors.envelopes) {
    for (const variant of variants) {
      const found = matchTemplate(variant.template, body)
      if (found === undefined) continue
      const sent = found.values?.['code'] as string | undefined
      const code = sent !== undefined && Object.hasOwn(errors.aliases ?? {}, sent) ? errors.aliases?.[sent] : sent
      const isWriter = (code: string, status: number) => writerOf(variants, code, status) === variant
      // Without a code on the wire, use the codes with this status.
      const codes = code === undefined
        ? Object.keys(errors.codes).filter(code => errors.codes[code]?.status === status && isWriter(code, status))
        : []
      if (codes.length === 0 && !isWriter(code ?? '', status)) continue
      const known = code ?? (codes.length === 1 ? codes[0] : undefined)
      const data = known !== undefined && Object.hasOwn(errors.codes, known) ? errors.codes[known] : undefined
      if (status < 400 && !errors.marked && data?.status !== status) continue
      return toFailure({ errors, code: known, data, codes, status, found, headerOf })
    }
  }
  return undefined
}

function writerOf (variants: readonly Variant[], code: string, status: number): Variant | undefined {
  return variants.find(variant =>
    (variant.class === undefined || (variant.class === '5xx') === (status >= 500)) && (variant.codes?.includes(code) ?? true))
}

function toFailure ({ errors, code, data, codes, status, found, headerOf }: {
  errors: ErrorData
  code: string | undefined
  data: CodeData | undefined
  codes: readonly string[]
  status: number
  found: TemplateMatch
  headerOf: HeaderOf
}): KnownFailure | UnknownFailure {
  const { values = {}, issues = [] } = found
  const verdicts = new Set(codes.map(code => errors.codes[code]?.retry))
  const link = /<([^>]*)>\s*;\s*rel="?help/i.exec(headerOf('link') ?? '')?.[1]
  return {
    kind: 'api',
    known: data !== undefined,
    code,
    status,
    message: values['message'],
    details: detailsOf(found, data),
    issues: issues.map(toIssue),
    param: values['param'],
    requestId: values['requestId'] ?? headerOf(errors.requestId),
    retryAfter: retryAfterOf(headerOf) ?? values['retryAfter'],
    retry: data?.retry ?? (verdicts.size === 1 ? [...verdicts][0] : undefined),
    docs: values['docs'] ?? link ?? (code === undefined ? undefined : errors.docs?.replaceAll('{code}', encodeURIComponent(code)))
  } as KnownFailure | UnknownFailure
}

/** The declared details of a known code, or all details of an unknown code. */
function detailsOf ({ details, spread, asText }: TemplateMatch, data: CodeData | undefined): Record<string, unknown> {
  const given: Record<string, unknown> = { ...spread, ...details }
  if (data === undefined) return given
  const declared = (data.details ?? []).filter(name => Object.hasOwn(given, name))
  return Object.fromEntries(declared.map(name => [name, asText && data.parsed?.includes(name) ? parse(given[name]) : given[name]]))
}

function parse (text: unknown): unknown {
  try {
    return JSON.parse(text as string)
  } catch {
    return text
  }
}

function toIssue (found: Record<string, unknown>): Issue {
  const issue: Record<string, unknown> = { path: '', message: '' }
  for (const [name, value] of Object.entries(found)) {
    if (!name.startsWith('issue.')) continue
    const member = name.slice(6)
    issue[member === 'parameter' || member === 'header' ? 'path' : member] = value
    if (member === 'header') issue['location'] ??= 'header'
    if (member === 'pointer') issue['location'] ??= 'body'
  }
  return issue as unknown as Issue
}
