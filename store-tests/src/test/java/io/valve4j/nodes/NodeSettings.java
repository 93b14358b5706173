package io.valve4j.nodes;

import io.valve4j.Profile;
import io.valve4j.Resource;
import io.valve4j.quota.Quota;
import io.valve4j.quota.QuotaMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;

/**
 * What a node is told when it is started.
 *
 * @param engine which store it opens
 * @param address where the engine listens
 * @param progress the file in which it counts
 * @param limit of the one quota
 * @param daily whether the quota starts afresh each day by the subscription's anchor, rather than never
 * @param leasedUnits how much it takes in advance; 0 to charge exactly
 * @param ahead by how much its clock is fast
 */
record NodeSettings(
        Engine engine, String address, Path progress, long limit, boolean daily, long leasedUnits, Duration ahead) {

    static final String PROFILE = "pro";
    static final Period DAY = Period.ofDays(1);
    static final String DAILY_QUOTA = Quota.every(DAY, 1).name();

    static NodeSettings of(List<String> arguments) {
        return new NodeSettings(
                Engine.valueOf(arguments.get(0)),
                arguments.get(1),
                Path.of(arguments.get(2)),
                Long.parseLong(arguments.get(3)),
                Boolean.parseBoolean(arguments.get(4)),
                Long.parseLong(arguments.get(5)),
                Duration.parse(arguments.get(6)));
    }

    NodeSettings progress(Path file) {
        return new NodeSettings(engine, address, file, limit, daily, leasedUnits, ahead);
    }

    NodeSettings startingAfreshDaily() {
        return new NodeSettings(engine, address, progress, limit, true, leasedUnits, ahead);
    }

    NodeSettings ahead(Duration next) {
        return new NodeSettings(engine, address, progress, limit, daily, leasedUnits, next);
    }

    List<String> arguments() {
        return List.of(
                engine.name(),
                address,
                progress.toString(),
                Long.toString(limit),
                Boolean.toString(daily),
                Long.toString(leasedUnits),
                ahead.toString());
    }

    Profile profile() {
        Quota quota = daily ? Quota.every(DAY, limit) : Quota.lifetime(limit);
        QuotaMode mode = leasedUnits == 0 ? QuotaMode.EXACT : QuotaMode.leased(leasedUnits, Duration.ofMinutes(1));
        return Profile.named(PROFILE).dedicated(Resource.each()).quota(quota).mode(mode);
    }
}
