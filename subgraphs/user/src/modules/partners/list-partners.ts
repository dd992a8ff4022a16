import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { PartnerModel } from '../../generated/prisma/models.ts'

/** All partners, newest first. */
export function listPartners({ db }: Context, page: PageArgs): Promise<Connection<PartnerModel>> {
  return paginate<PartnerModel>(page, {
    columns: [['id', 'desc']],
    find: (query) => db.partner.findMany(query),
    count: () => db.partner.count(),
  })
}
