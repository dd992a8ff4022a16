-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "OrderStatus" AS ENUM ('PENDING', 'PAID', 'CANCELLED', 'REVIEW');

-- CreateEnum
CREATE TYPE "ReviewReason" AS ENUM ('AMOUNT_MISMATCH', 'ALREADY_GRANTED');

-- CreateEnum
CREATE TYPE "Fulfilment" AS ENUM ('PENDING', 'GRANTED');

-- CreateEnum
CREATE TYPE "PaymentProvider" AS ENUM ('STRIPE', 'RAZORPAY');

-- CreateEnum
CREATE TYPE "PaymentStatus" AS ENUM ('PENDING', 'PROCESSING', 'FAILED', 'CANCELLED', 'SUCCEEDED');

-- CreateEnum
CREATE TYPE "LedgerKind" AS ENUM ('CHARGE', 'SALE');

-- CreateEnum
CREATE TYPE "LedgerAccount" AS ENUM ('PROVIDER', 'BUYER', 'SALES');

-- CreateEnum
CREATE TYPE "WebhookOutcome" AS ENUM ('APPLIED', 'IGNORED', 'UNMATCHED', 'WRONG_MODE');

-- CreateTable
CREATE TABLE "price" (
    "course_id" TEXT NOT NULL,
    "minor_units" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "set_by_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "price_pkey" PRIMARY KEY ("course_id")
);

-- CreateTable
CREATE TABLE "order" (
    "id" TEXT NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" "OrderStatus" NOT NULL DEFAULT 'PENDING',
    "review_reason" "ReviewReason",
    "total_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "buyer_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "fulfilment" "Fulfilment" NOT NULL DEFAULT 'PENDING',
    "granted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "provider" "PaymentProvider" NOT NULL,
    "status" "PaymentStatus" NOT NULL DEFAULT 'PENDING',
    "status_at" TIMESTAMPTZ(3),
    "failure_code" TEXT,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "provider_reference" TEXT,
    "client_secret" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transaction" (
    "id" TEXT NOT NULL,
    "kind" "LedgerKind" NOT NULL,
    "order_id" TEXT NOT NULL,
    "payment_id" TEXT,
    "provider" "PaymentProvider",
    "reference" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "account" "LedgerAccount" NOT NULL,
    "holder" TEXT NOT NULL,
    "order_line_id" TEXT,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_event" (
    "provider" "PaymentProvider" NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "WebhookOutcome",
    "processed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("provider","event_id")
);

-- CreateTable
CREATE TABLE "roster_course" (
    "course_id" TEXT NOT NULL,
    "instructor_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "roster_course_pkey" PRIMARY KEY ("course_id")
);

-- CreateIndex
CREATE INDEX "order_buyer_id_id_idx" ON "order"("buyer_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "order_buyer_id_idempotency_key_key" ON "order"("buyer_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_course_id_key" ON "order_line"("order_id", "course_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_position_key" ON "order_line"("order_id", "position");

-- CreateIndex
CREATE INDEX "payment_order_id_idx" ON "payment"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_provider_reference_key" ON "payment"("provider", "provider_reference");

-- CreateIndex
CREATE INDEX "ledger_transaction_order_id_idx" ON "ledger_transaction"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_transaction_reference_key" ON "ledger_transaction"("provider", "reference");

-- CreateIndex
CREATE INDEX "ledger_entry_transaction_id_idx" ON "ledger_entry"("transaction_id");

-- CreateIndex
CREATE INDEX "ledger_entry_account_holder_idx" ON "ledger_entry"("account", "holder");

-- CreateIndex
CREATE INDEX "ledger_entry_order_line_id_idx" ON "ledger_entry"("order_line_id");

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "ledger_transaction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_order_line_id_fkey" FOREIGN KEY ("order_line_id") REFERENCES "order_line"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Money: whole minor units that a JSON number still holds exactly.
ALTER TABLE "price" ADD CONSTRAINT "price_minor_units_check" CHECK ("minor_units" BETWEEN 0 AND 9007199254740991);
ALTER TABLE "price" ADD CONSTRAINT "price_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "order" ADD CONSTRAINT "order_total_minor_check" CHECK ("total_minor" BETWEEN 0 AND 9007199254740991);
ALTER TABLE "order" ADD CONSTRAINT "order_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_price_minor_check" CHECK ("price_minor" BETWEEN 0 AND 9007199254740991);
ALTER TABLE "payment" ADD CONSTRAINT "payment_amount_minor_check" CHECK ("amount_minor" BETWEEN 1 AND 9007199254740991);
ALTER TABLE "payment" ADD CONSTRAINT "payment_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_amount_minor_check" CHECK ("amount_minor" <> 0 AND "amount_minor" BETWEEN -9007199254740991 AND 9007199254740991);
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');

-- A state comes with what it needs.
ALTER TABLE "order" ADD CONSTRAINT "order_paid_at_check" CHECK ("status" <> 'PAID' OR "paid_at" IS NOT NULL);
ALTER TABLE "order" ADD CONSTRAINT "order_review_reason_check" CHECK ("status" <> 'REVIEW' OR "review_reason" IS NOT NULL);
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_granted_at_check" CHECK ("fulfilment" <> 'GRANTED' OR "granted_at" IS NOT NULL);
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_reference_check" CHECK (("provider" IS NULL) = ("reference" IS NULL));
ALTER TABLE "ledger_transaction" ADD CONSTRAINT "ledger_transaction_charge_check" CHECK ("kind" <> 'CHARGE' OR ("payment_id" IS NOT NULL AND "reference" IS NOT NULL));

-- Nobody holds the same course from two paid lines.
CREATE UNIQUE INDEX "order_line_granted_key" ON "order_line"("buyer_id", "course_id") WHERE "fulfilment" = 'GRANTED';
-- An order is sold once.
CREATE UNIQUE INDEX "ledger_transaction_sale_key" ON "ledger_transaction"("order_id") WHERE "kind" = 'SALE';

-- What the jobs look for.
CREATE INDEX "payment_next_check_at_idx" ON "payment"("provider", "next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "webhook_event_next_try_at_idx" ON "webhook_event"("next_try_at") WHERE "next_try_at" IS NOT NULL;

-- What is booked stays as it is; a mistake is corrected by another booking.
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_transaction"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

-- Debits equal credits in every currency of a movement, and no movement is empty: checked when all of it is there.
CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  booked text := CASE TG_TABLE_NAME WHEN 'ledger_entry' THEN to_jsonb(NEW) ->> 'transaction_id' ELSE NEW.id END;
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_entry WHERE transaction_id = booked)
    OR EXISTS (SELECT FROM ledger_entry WHERE transaction_id = booked GROUP BY currency HAVING sum(amount_minor) <> 0)
  THEN
    RAISE EXCEPTION 'ledger transaction % does not balance', booked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balance_check';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_balance AFTER INSERT ON "ledger_transaction"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
CREATE CONSTRAINT TRIGGER ledger_entry_balance AFTER INSERT ON "ledger_entry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
