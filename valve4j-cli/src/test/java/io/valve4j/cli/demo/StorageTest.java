package io.valve4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.valve4j.Limiter;
import io.valve4j.Profile;
import io.valve4j.Reason;
import io.valve4j.Resource;
import io.valve4j.ValveManager;
import io.valve4j.quota.Quota;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {

    private static final String WAYS_OUT =
            "remove it if only demos have written there, name another file with --store, or keep nothing with --memory.";

    @TempDir
    private Path folder;

    private static Limiter limiter(ValveManager valve) {
        valve.register(Profile.named("plan").dedicated(Resource.each()).quota(Quota.perYear(5)));
        return valve.limiter("plan", "ada");
    }

    private static long used(Limiter ada) {
        return ada.usage().get(0).used();
    }

    @Test
    void what_one_play_has_used_the_next_one_finds() throws InterruptedException {
        Storage storage = Storage.in(folder.resolve("kept"));
        assertThat(storage.with(valve -> limiter(valve).tryTake())).isTrue();
        assertThat(storage.with(valve -> used(limiter(valve)) == 1)).isTrue();
        assertThat(Storage.MEMORY.with(valve -> used(limiter(valve)) == 0)).isTrue();
    }

    @Test
    void a_file_that_fails_meanwhile_is_named_whatever_the_play_made_of_it() {
        Path file = folder.resolve("failing");
        assertThatThrownBy(() -> Storage.in(file).with(valve -> {
                    Limiter ada = limiter(valve);
                    assertThat(ada.tryTake()).isTrue();
                    spoil(file);
                    assertThat(ada.take().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
                    return true;
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith(file + ".mv.db was opened, but does not work. Go on so: " + WAYS_OUT);
    }

    @Test
    void so_it_is_where_the_play_could_not_go_on() {
        Path file = folder.resolve("failing");
        assertThatThrownBy(() -> Storage.in(file).with(valve -> {
                    spoil(file);
                    return used(limiter(valve)) == 0;
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("does not work");
    }

    private static void spoil(Path file) {
        try (Connection other = DriverManager.getConnection("jdbc:h2:file:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("ALTER TABLE valve_counter ALTER COLUMN used RENAME TO lost");
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void a_file_that_is_no_database_is_named() throws Exception {
        Path file = folder.resolve("other");
        Files.writeString(folder.resolve("other.mv.db"), "something else");
        assertThatThrownBy(() -> Storage.in(file).with(valve -> true))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith(file
                        + ".mv.db cannot be opened. If another demo is running, wait for its end; else " + WAYS_OUT);
    }
}
