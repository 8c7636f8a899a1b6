import { stringify } from 'yaml'
import { STATUS_CODES } from 'node:http'
import type { Merged, MergedErrors } from './combine.ts'
import { guessRoles } from './guessRoles.ts'

/** The start of the first line of a catalog that `import` wrote. */
const draftMarker = '# Imported by error-catalog import.'

/**
 * A catalog of the found errors. A comment names the source line of each code.
 *
 * A catalog that has no code for `validation` or `internal` extends the shipped one, which has both.
 */
export function toDraft ({ errors, unread, envelope }: MergedErrors, schema: string): string {
  const roles = errors.some(({ thrownAs }) => thrownAs !== undefined) ? undefined : guessRoles(errors)
  const errorsByName = Object.fromEntries(errors.flatMap(({ thrownAs, code }) => thrownAs === undefined ? [] : [[thrownAs, code]]))
  const unchallenged = errors.flatMap(({ code, status, challenge }) => status === 401 && challenge === undefined ? code : [])
  const head = {
    ...roles === undefined ? { extends: 'http' } : {},
    envelope: typeof envelope === 'string' || envelope === undefined ? envelope ?? 'nested' : 'imported',
    ...typeof envelope === 'object' ? { envelopes: { imported: envelope } } : {},
    ...roles === undefined ? {} : { roles },
    ...Object.keys(errorsByName).length === 0 ? {} : { map: { errors: errorsByName } },
    ...unchallenged.length === 0 ? {} : { lint: { allow: [{ rule: 'challenge-missing', codes: unchallenged, reason: withoutChallenge }] } }
  }
  return [
    `${draftMarker} Check it: npx error-catalog lint\n`,
    `# yaml-language-server: $schema=${schema}\n`,
    ...unread.length === 0
      ? []
      : ['#\n', '# Not imported:\n', ...unread.map(({ file, line, reason }) => `# ${file}:${line}: ${oneLine(reason)}\n`)],
    '\n',
    toYaml(head),
    ...errors.length === 0 ? ['\ncodes: {}\n'] : ['\ncodes:\n', errors.map(toEntry).join('\n')]
  ].join('')
}

/** Why an imported 401 may have no challenge: a catalog must not change the responses of the API without being asked. */
const withoutChallenge = 'No WWW-Authenticate was found. Better: replace this allowance by a challenge, such as challenge: Bearer.'

function toEntry (error: Merged): string {
  const { code, status, group, details, headers, retryAfter, challenge, places } = error
  const entry = {
    status,
    message: error.message === undefined ? `${STATUS_CODES[status] as string}.` : messageOf(error),
    ...group === undefined ? {} : { group },
    ...details === undefined ? {} : { details },
    ...headers === undefined ? {} : { headers },
    ...retryAfter === undefined ? {} : { retryAfter },
    ...challenge === undefined ? {} : { challenge }
  }
  const [more, shown] = [places.length - maxPlaces, places.slice(0, maxPlaces)]
  const comment = `  # from ${shown.map(({ file, line }) => `${file}:${line}`).join(', ')}${more > 0 ? ` and ${more} more` : ''}\n`
  return `${oneLine(comment.trimEnd(), '  ')}\n${indent(toYaml({ [code]: entry }))}`
}

const maxPlaces = 3

/** Braces are placeholders only if the reader has found details. */
function messageOf ({ message = '', details }: Merged): string {
  const text = details === undefined ? message.replace(/[{}]/g, '$&$&') : message
  return text.trim()
}

function toYaml (value: unknown): string {
  return stringify(value, { singleQuote: true, lineWidth: 0, aliasDuplicateObjects: false })
}

function indent (text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}

/** A comment must be one line. */
function oneLine (text: string, start = ''): string {
  return start + text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
