import { groups as replies } from './replies/groups.mjs'
import { measureReplies } from './replies/measure.mjs'
import { heaps, measureHeap } from './scale/measureHeap.mjs'
import { hostileVariants, measureHostile } from './hostile/measure.mjs'
import { measureStartUp, startUps } from './scale/startUp.mjs'

const toGroups = (table, toVariants, measure) => Object.fromEntries(Object.entries(table).map(([name, group]) =>
  [name, { variants: Object.keys(toVariants(group)), measure: options => measure(name, options) }]))

/** Groups whose cost depends on the logger. */
export const logged = Object.keys(replies)

/** All groups, by name: `measure` returns a row for each variant with its ratio to the first, and the figures to print. */
export const groups = {
  ...toGroups(replies, ({ variants }) => variants, measureReplies),
  ...toGroups(startUps, ({ starts }) => starts, measureStartUp),
  heap: { variants: heaps, measure: measureHeap },
  hostile: { variants: hostileVariants, measure: measureHostile }
}
