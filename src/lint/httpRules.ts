import type { EntryInput } from '../format/catalogFile.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Rule, Subject } from './rule.ts'

/** Requirements of HTTP for a response with a certain status. */
export const httpRules = {
  'challenge-missing': ofStatus('error', entry =>
    (entry.status === 401 && entry.challenge === undefined &&
      'a 401 must say how to authenticate: add a challenge (RFC 9110, section 11.6.1)') ||
    (entry.status === 407 && !hasHeader(entry, 'proxy-authenticate') &&
      'a 407 must say how to authenticate: add the header Proxy-Authenticate (RFC 9110, section 11.7.1)')),
  'allow-header-unknown': ofStatus('warning', (entry, { catalog }) =>
    entry.status === 405 && catalog.roles.methodNotAllowed !== entry.code && !hasHeader(entry, 'allow') &&
    'a 405 that a handler raises gets an Allow that includes the rejected method: ' +
    'add the header Allow, or use another status such as 403 (RFC 9110, sections 10.2.1 and 15.5.6)'),
  'upgrade-header-missing': ofStatus('error', entry =>
    entry.status === 426 && !hasHeader(entry, 'upgrade') &&
      'a 426 must name the protocol to upgrade to: add the header Upgrade (RFC 9110, section 15.5.22)'),
  'retry-unsaid': ofStatus('warning', ({ status, retry }, _, input) =>
    (status === 429 || status === 503) && input.retry === undefined &&
      `a ${status} must say whether the request may be sent again: add retry (the default is ${retry})`),
  'status-below-400': ofStatus('warning', ({ status }) =>
    status < 400 && `${status} is a success for most clients, proxies and caches: they do not detect the error`)
} satisfies Record<string, Rule>

/** A rule that checks each entry and points at its status. */
function ofStatus (level: Rule['level'], check: (entry: Entry, subject: Subject, input: EntryInput) => string | false): Rule {
  return {
    level,
    find: subject => subject.own.flatMap(entry => {
      const message = check(entry, subject, subject.input.codes?.[entry.code] as EntryInput)
      return message === false ? [] : [{ code: entry.code, path: ['codes', entry.code, 'status'], message }]
    })
  }
}

function hasHeader ({ headers }: Entry, wanted: string): boolean {
  return headers.some(([name]) => name === wanted)
}
