import { counted } from './counted.ts'
import { didYouMean } from './didYouMean.ts'

/** What an option must be, as the end of the sentence "it must be …". */
export interface OptionRule {
  readonly must: string
  readonly holds: (value: unknown) => boolean
}

export type OptionRules<Name extends string = string> = Readonly<Record<Name, OptionRule>>

/**
 * Check options by one rule for each; an option that is undefined is not given.
 *
 * @param hints what to say of names that are no options but that users try, such as `: did you mean x?`
 * @throws TypeError that lists every problem.
 */
export function checkOptions (options: object, rules: OptionRules, title: string, hints: Readonly<Record<string, string>> = {}) {
  const names = Object.keys(rules)
  const problems = Object.entries(options).flatMap(([name, value]) => {
    if (!Object.hasOwn(rules, name)) {
      const hint = Object.hasOwn(hints, name) ? hints[name] : didYouMean(name, names) || `: use ${names.join(', ')}`
      return [`"${name}" is not an option${hint}`]
    }
    const { must, holds } = rules[name] as OptionRule
    return value === undefined || holds(value) ? [] : [`${name} must be ${must}, got ${shown(value)}`]
  })
  throwProblems(problems, title)
}

/** Options that Fastify takes for every plugin (docs/Reference/Plugins.md#plugin-options). */
const ofFastify = ['prefix', 'logLevel', 'logSerializers', 'name']

/**
 * Check the options of a plugin. A name that looks like none of its options is no problem: @fastify/autoload and fastify-cli pass the
 * options of the application to every plugin.
 *
 * @returns the names that are ignored
 * @throws TypeError that lists every problem.
 */
export function checkPluginOptions (
  options: object, rules: OptionRules, title: string, hints: Readonly<Record<string, string>> = {}
): string[] {
  const names = Object.keys(rules)
  const isOther = (name: string) => ofFastify.includes(name) || didYouMean(name, names) === ''
  const others = Object.keys(options).filter(name => !Object.hasOwn(rules, name) && !Object.hasOwn(hints, name) && isOther(name))
  checkOptions(Object.fromEntries(Object.entries(options).filter(([name]) => !others.includes(name))), rules, title, hints)
  return others.filter(name => !ofFastify.includes(name))
}

/** @throws TypeError that lists the problems, if there are any. */
export function throwProblems (problems: readonly string[], title: string) {
  if (problems.length > 0) throw new TypeError(`${counted(problems.length, 'problem')} in ${title}: ${problems.join('; ')}`)
}

/** A value as a message shows it. */
export function shown (value: unknown): string {
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value)
}
