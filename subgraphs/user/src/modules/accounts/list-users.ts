import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import { containing } from '@lms/kit/search-text'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'

/** Accounts, newest first; `search` matches part of the name or address. */
export function listUsers({ db }: Context, page: PageArgs, search: string | null): Promise<Connection<UserModel>> {
  const matching = search ? { OR: [{ displayName: containing(search) }, { email: containing(search) }] } : {}
  return paginate<UserModel>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) => db.user.findMany({ ...query, where: { AND: [matching, where] } }),
    count: () => db.user.count({ where: matching }),
  })
}
