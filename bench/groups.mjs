import { measureReplies } from './replies/measure.mjs'
import { groups as replies } from './replies/groups.mjs'
import { measureHeap } from './scale/measureHeap.mjs'
import { measureStartUp, startUps } from './scale/startUp.mjs'

const measuredBy = (groups, measure) => Object.fromEntries(Object.keys(groups).map(name => [name, options => measure(name, options)]))

/** Where a logger makes a difference. */
export const logged = Object.keys(replies)

/** All that is measured, by name: each gives rows of a variant, its ratio to the first of them, and figures to show. */
export const groups = {
  ...measuredBy(replies, measureReplies),
  ...measuredBy(startUps, measureStartUp),
  heap: measureHeap
}
