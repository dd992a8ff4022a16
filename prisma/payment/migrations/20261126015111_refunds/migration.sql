-- CreateEnum
CREATE TYPE "RefundStatus" AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED');

-- AlterEnum
ALTER TYPE "Fulfilment" ADD VALUE 'REVOKED';

-- AlterEnum
ALTER TYPE "LedgerKind" ADD VALUE 'REFUND';

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "order_line_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "requested_by_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "status" "RefundStatus" NOT NULL DEFAULT 'PENDING',
    "failure_code" TEXT,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "provider_reference" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "completed_course" (
    "enrollment_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "completed_course_pkey" PRIMARY KEY ("enrollment_id")
);

-- CreateIndex
CREATE INDEX "refund_order_line_id_idx" ON "refund"("order_line_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_requested_by_idempotency_key_key" ON "refund"("requested_by_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "completed_course_user_id_course_id_idx" ON "completed_course"("user_id", "course_id");

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_order_line_id_fkey" FOREIGN KEY ("order_line_id") REFERENCES "order_line"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "refund" ADD CONSTRAINT "refund_amount_minor_check" CHECK ("amount_minor" BETWEEN 1 AND 9007199254740991);
ALTER TABLE "refund" ADD CONSTRAINT "refund_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "refund" ADD CONSTRAINT "refund_settled_at_check" CHECK (("status" = 'PENDING') = ("settled_at" IS NULL));

-- What the job looks for.
CREATE INDEX "refund_next_check_at_idx" ON "refund"("next_check_at") WHERE "next_check_at" IS NOT NULL;

-- Never more than was paid is given back for a line; whoever adds a refund holds the line's row.
CREATE FUNCTION check_refunds_within_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(amount_minor) FROM refund WHERE order_line_id = NEW.order_line_id AND status <> 'FAILED')
    > (SELECT price_minor FROM order_line WHERE id = NEW.order_line_id)
  THEN
    RAISE EXCEPTION 'more is given back than was paid for %', NEW.order_line_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_within_price_check';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER refund_within_price AFTER INSERT OR UPDATE ON "refund"
  FOR EACH ROW EXECUTE FUNCTION check_refunds_within_price();
