import type { Coverage } from './readCoverage.ts'

/** How many routes of a code are printed. */
const shown = 3

/** A table as text: the produced codes with their routes, then the codes that were never produced. */
export function formatCoverage (coverages: readonly Coverage[]): string {
  return coverages.map(({ catalog, produced, codes }) => {
    const width = Math.max(...codes.map(({ code }) => code.length))
    const lines = codes.map(({ code, status, routes }) => ({
      routes,
      line: `  ${status} ${code.padEnd(width)}  ${named(routes)}`.trimEnd()
    }))
    const never = lines.filter(({ routes }) => routes.length === 0)
    return [
      `${catalog === '' ? '' : `${catalog}: `}${produced} of ${codes.length} codes`,
      ...lines.filter(line => !never.includes(line)).map(({ line }) => line),
      ...never.length === 0 ? [] : ['  never:'],
      ...never.map(({ line }) => line)
    ].map(line => `${line}\n`).join('')
  }).join('\n')
}

function named (routes: readonly string[]): string {
  const more = routes.length - shown
  return [...routes.slice(0, shown), ...more > 0 ? [`${more} more`] : []].join(', ')
}
