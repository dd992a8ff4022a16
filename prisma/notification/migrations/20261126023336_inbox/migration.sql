-- CreateTable
CREATE TABLE "inbox" (
    "recipient_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("recipient_id")
);

ALTER TABLE "inbox" ADD CONSTRAINT "inbox_revision_check" CHECK ("revision" >= 0);

-- What was told before is numbered in the order in which it is listed.
ALTER TABLE "notification" ADD COLUMN "sequence" INTEGER;
UPDATE "notification" SET "sequence" = numbered."sequence"
FROM (
  SELECT "id", row_number() OVER (PARTITION BY "recipient_id" ORDER BY "created_at", "id") AS "sequence" FROM "notification"
) AS numbered
WHERE numbered."id" = "notification"."id";
INSERT INTO "inbox" ("recipient_id", "revision")
SELECT "recipient_id", max("sequence") FROM "notification" GROUP BY "recipient_id";
ALTER TABLE "notification" ALTER COLUMN "sequence" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "notification_recipient_id_sequence_key" ON "notification"("recipient_id", "sequence");
