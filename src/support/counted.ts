/** `2 problems` or `1 problem`. */
export function counted (count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
