import { answeringRole, roleNames } from '../format/roles.ts'
import type { Rule } from './rule.ts'

/** Roles without a code, in a catalog that assigns roles. */
export const roleFallback: Rule = {
  level: 'warning',
  find: ({ catalog: { namedRoles }, input: { roles } }) => {
    const fallen = roleNames.filter(role => namedRoles[role] === undefined)
    if (roles === undefined || fallen.length === 0) return []
    const list = fallen.map(role => `${role} → ${answeringRole(role, namedRoles)}`)
    return [{ path: ['roles'], atKey: true, message: `roles fall back where no code is named: ${list.join(', ')}` }]
  }
}
