-- CreateTable
CREATE TABLE "conference_change" (
    "session_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),

    CONSTRAINT "conference_change_pkey" PRIMARY KEY ("session_id","user_id")
);

-- CreateIndex
CREATE INDEX "conference_change_due_at_idx" ON "conference_change"("due_at");

-- AddForeignKey
ALTER TABLE "conference_change" ADD CONSTRAINT "conference_change_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "live_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
