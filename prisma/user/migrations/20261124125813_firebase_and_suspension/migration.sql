-- AlterTable
ALTER TABLE "user" ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "firebase_uid" TEXT,
ADD COLUMN     "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN     "tokens_valid_from" TIMESTAMPTZ(3),
ALTER COLUMN "password_hash" DROP NOT NULL;

-- CreateTable
CREATE TABLE "suspension" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "suspended_at" TIMESTAMPTZ(3) NOT NULL,
    "suspended_by_id" TEXT NOT NULL,
    "reinstated_at" TIMESTAMPTZ(3),
    "reinstated_by_id" TEXT,

    CONSTRAINT "suspension_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "suspension_user_id_id_idx" ON "suspension"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "user_firebase_uid_key" ON "user"("firebase_uid");

-- AddForeignKey
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nobody is suspended twice at the same time.
CREATE UNIQUE INDEX "suspension_open_key" ON "suspension"("user_id") WHERE "reinstated_at" IS NULL;
ALTER TABLE "suspension" ADD CONSTRAINT "suspension_reinstated_check" CHECK (("reinstated_at" IS NULL) = ("reinstated_by_id" IS NULL));
-- The router asks every two seconds what has ended; both are null in nearly all rows.
CREATE INDEX "session_revoked_at_idx" ON "session"("revoked_at") WHERE "revoked_at" IS NOT NULL;
CREATE INDEX "user_tokens_valid_from_idx" ON "user"("tokens_valid_from") WHERE "tokens_valid_from" IS NOT NULL;
