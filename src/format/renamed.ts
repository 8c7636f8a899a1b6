/** Keys and names of an earlier version of the file format, with the names that replaced them. */
export const renamed: Readonly<Record<string, string>> = {
  because: 'reason',
  style: 'envelope',
  styles: 'envelopes',
  'allowance-useless': 'unused-allowance'
}
