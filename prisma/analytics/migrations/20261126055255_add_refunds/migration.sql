-- CreateTable
CREATE TABLE "refund_fact" (
    "refund_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "minor_units" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "refunded_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "refund_fact_pkey" PRIMARY KEY ("refund_id")
);

-- CreateIndex
CREATE INDEX "refund_fact_course_id_idx" ON "refund_fact"("course_id");

-- Refunds were logged before they were counted.
INSERT INTO "refund_fact" ("refund_id", "course_id", "user_id", "minor_units", "currency", "refunded_at", "version")
SELECT data->>'refundId', min(data->>'courseId'), min(data->>'buyerId'),
  (array_agg((data->'amount'->>'minorUnits')::bigint ORDER BY version DESC))[1],
  min(data->'amount'->>'currency'), min(occurred_at), max(version)
FROM "event_log" WHERE type = 'lms.payment.refund-succeeded.v1'
GROUP BY 1;
