#!/bin/sh
# One Kafka broker that is its own controller; its log lies in /data/kafka.
set -eu
kafka() { java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*' "$@"; }
# Any 16 bytes; they must be the same whenever the same data are used.
kafka kafka.tools.StorageTool format --standalone --ignore-formatted --cluster-id bG1zLWRldi1rYWZrYS0wMQ --config /opt/kafka/kafka.properties
exec java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/kafka.properties
