import { groups } from '../groups.mjs'
import { targets, verdictOf, wordsOf } from '../targets.mjs'
import { about } from './about.mjs'

/** JavaScript orders numeric names first; the page begins with the real server. */
const names = Object.keys(groups).sort((a, b) => /^\d+$/.test(a) - /^\d+$/.test(b))

/** The results as a page, with the hand-written notes. */
export function toPage ({ machine, versions, groups: silent, logged, load }, notes) {
  const rows = Object.fromEntries(Object.entries(silent).map(([name, { rows }]) => [name, rows]))
  return [
    '<!-- Written by `npm run bench -- --write`, but for the notes, which are in notes.md. -->',
    '# What failures cost',
    `${machine}; ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    'Ratios are to the first row of a table. Less is better.',
    '![The cost of one failure with helmet, cors and compress, as ratios to a string by hand](results.svg)',
    '## Targets',
    toTable(targets.map(target => ({ target: wordsOf(target), ...toWords(verdictOf(target, rows)) }))),
    ...names.filter(name => name in silent || name in logged).flatMap(name => toSection(name, silent[name], logged[name])),
    notes.trim(),
    ...load === undefined ? [] : toLoadSection(load)
  ].join('\n\n') + '\n'
}

function toLoadSection ({ date, group, rows }) {
  return [
    '## Requests per second',
    `The group \`${group}\` over loopback, 10 connections, by autocannon; the servers take turns of one second, the figures are medians of five turns. ` +
      'They vary with everything else that the machine does, so no target is about them.',
    toTable(rows.map(({ variant, ...figures }) => ({ '': variant, ...figures }))),
    `${date}.`
  ]
}

function toWords (verdict) {
  return { is: verdict?.is.toFixed(3) ?? '', '': verdict === undefined ? 'not measured' : verdict.met ? 'met' : '**missed**' }
}

function toSection (name, silent, logged) {
  const dates = new Set([silent, logged].flatMap(group => group === undefined ? [] : [group.date, group.how].filter(Boolean).join(', ')))
  const rows = (silent ?? logged).rows.map(({ variant }) => ({
    '': variant,
    ...shown(silent?.rows, variant),
    ...Object.fromEntries(Object.entries(shown(logged?.rows, variant)).map(([column, figure]) => [`${column}, logger on`, figure]))
  }))
  return [`## ${name}`, about(name), toTable(rows), [...dates].join('; ') + '.']
}

function shown (rows = [], variant) {
  const { variant: _, ratio, ...figures } = rows.find(row => row.variant === variant) ?? {}
  return ratio === undefined ? {} : { ratio: ratio.toFixed(ratio < 10 ? 2 : 1), ...figures }
}

function toTable (rows) {
  const columns = Object.keys(rows[0])
  const lines = [columns, columns.map((_, index) => index === 0 ? '---' : '--:'), ...rows.map(row => columns.map(column => row[column] ?? ''))]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
