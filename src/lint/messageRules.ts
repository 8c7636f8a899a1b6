import type { LintFinding, Rule, Subject } from './rule.ts'
import { messagesOf, type Text } from './messagesOf.ts'
import { blames, leaks } from './wording.ts'

/** Rules for messages. */
export const messageRules = {
  'message-hole-optional': ofTexts('warning', ({ entry: { details }, template }) => [...new Set(template.holes)]
    .filter(hole => details.some(({ name, required }) => name === hole && !required))
    .map(hole => `{${hole}} is optional: if it is missing, the message contains a ?`)),
  'message-duplicate': { level: 'warning', find: findDuplicates },
  'message-blames': ofTexts('warning', ({ language, template }) => /^en\b/i.test(language)
    ? found(blames, template.text).map(([word, why]) => `"${word}" ${why}`)
    : []),
  'message-leaks': ofTexts('error', ({ template }) => found(leaks, template.text)
    .map(([text, what]) => `"${text}" looks like ${what}, which no client may see: say what it means for the request`))
} satisfies Record<string, Rule>

function ofTexts (level: Rule['level'], check: (text: Text) => readonly string[]): Rule {
  return { level, find: subject => messagesOf(subject).flatMap(text => check(text).map(message => ({ ...text.at, message }))) }
}

function found (table: typeof blames | typeof leaks, text: string): Array<readonly [text: string, saying: string]> {
  return table.flatMap(({ pattern, saying }) => {
    const [match] = pattern.exec(text) ?? []
    return match === undefined ? [] : [[match.trim(), saying] as const]
  })
}

/** A deprecated code may have the same message as its replacement. */
function findDuplicates ({ catalog, own }: Subject): LintFinding[] {
  const others = [...catalog.entries.values()].filter(entry => !own.includes(entry))
  const firsts = new Map(others.map(({ message, code }) => [message.text, code]))
  return own.flatMap(({ code, message: { text }, deprecated, replacedBy }) => {
    if (Boolean(deprecated) || replacedBy !== undefined) return []
    const first = firsts.get(text)
    if (first === undefined) firsts.set(text, code)
    return first === undefined
      ? []
      : [{
          code,
          path: ['codes', code, 'message'],
          message: `the message of ${first} is the same: describe the difference, or use one code`
        }]
  })
}
