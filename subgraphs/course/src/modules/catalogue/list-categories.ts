import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { CategoryModel } from '../../generated/prisma/models.ts'

/** All categories by name. */
export function listCategories({ db }: Context, page: PageArgs): Promise<Connection<CategoryModel>> {
  return paginate<CategoryModel>(page, {
    columns: [['name', 'asc']],
    find: (query) => db.category.findMany(query),
    count: () => db.category.count(),
  })
}
