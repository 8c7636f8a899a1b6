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

function toLoadSection ({ date, group, machine: { before, cores }, rows }) {
  return [
    '## Requests per second',
    `The group \`${group}\` over loopback, 10 connections, by autocannon; the servers take turns of one second, the figures are medians of five turns. ` +
      'They vary with everything else that the machine does, so no target is about them.',
    `Other processes had a load average of ${before.toFixed(1)} on ${cores} cores. ` +
      (before < cores / 4 ? 'The machine was idle.' : 'The machine was not idle: an idle one answers several times as many, and the rows differ by chance.'),
    toTable(rows.map(({ variant, ...figures }) => ({ '': variant, ...figures }))),
    `${date}: \`npm run bench:load -- --write "${group}"\`.`
  ]
}

function toWords (verdict) {
  return { is: verdict?.is.toFixed(3) ?? '', '': verdict === undefined ? 'not measured' : verdict.met ? 'met' : '**missed**' }
}

function toSection (name, silent, logged) {
  const rows = (silent ?? logged).rows.map(({ variant }) => ({
    '': variant,
    ...shown(silent?.rows, variant),
    ...Object.fromEntries(Object.entries(shown(logged?.rows, variant)).map(([column, figure]) => [`${column}, logger on`, figure]))
  }))
  return [`## ${name}`, about(name), toTable(rows), [silent, logged].filter(Boolean).map(toOrigin).join('\n\n')]
}

/** When and by which command the rows of a group were measured, and how far two measurements of the same variant differ. */
function toOrigin ({ date, how, command, rows }) {
  const controls = rows.flatMap(({ control }) => control === undefined ? [] : [Math.abs(control - 1)])
  return [
    `${[date, how].filter(Boolean).join(', ')}: \`${command}\`.`,
    ...controls.length === 0 ? [] : [`Two measurements of the same variant differ by ${(Math.max(...controls) * 100).toFixed(1)} % at most.`]
  ].join(' ')
}

function shown (rows = [], variant) {
  const { variant: _, ratio, control: __, ...figures } = rows.find(row => row.variant === variant) ?? {}
  return ratio === undefined ? {} : { ratio: ratio.toFixed(ratio < 10 ? 3 : 1), ...figures }
}

function toTable (rows) {
  const columns = Object.keys(rows[0])
  const lines = [columns, columns.map((_, index) => index === 0 ? '---' : '--:'), ...rows.map(row => columns.map(column => row[column] ?? ''))]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
