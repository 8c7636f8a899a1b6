const full = 'helmet + cors + compress'

/** The groups in the table, if they were measured, with the titles of their columns. */
const columns = { [full]: full, failure: 'no other plugin' }

const [heading, next] = ['### What a failure costs\n\n', '\n## Comparison\n']

/** README.md with the figures of the real and of the empty server, from its heading to the next. */
export function toReadme (readme, { groups }) {
  const [from, to] = [readme.indexOf(heading), readme.indexOf(next)]
  if (from === -1 || to < from) throw new Error(`README.md must have the heading "${heading.trim()}" before "${next.trim()}"`)
  return `${readme.slice(0, from)}${heading}${toFigures(groups)}\n${readme.slice(to)}`
}

function toFigures (groups) {
  const measured = Object.entries(columns).filter(([group]) => groups[group] !== undefined)
  const ratioOf = (group, variant) => groups[group]?.rows.find(row => row.variant === variant)?.ratio.toFixed(2) ?? ''
  const variants = [...new Set(measured.flatMap(([group]) => groups[group].rows.map(({ variant }) => variant)))]
  const rows = [
    ['one 409', ...measured.map(([, title]) => title)],
    ['---', ...measured.map(() => '--:')],
    ...variants.map(variant => [variant, ...measured.map(([group]) => ratioOf(group, variant))])
  ]
  return [
    `In a server with @fastify/helmet, cors and compress, \`reply.fail\` takes ${ratioOf(full, 'reply.fail')} times the instructions of a concatenated`,
    'string with the same headers and bytes. [bench/results.md](bench/results.md) has all figures, the missed targets and the commands.',
    '',
    ...rows.map(cells => `| ${cells.join(' | ')} |`)
  ].join('\n')
}
