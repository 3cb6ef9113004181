package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Three owners perform random operations on their own images and on those of the others. The responses are compared with a
 * model of what each owner must see, on every store and every build.
 */
interface OwnersScenarios {

    /** To play a failure again: {@code -Dtintype.owners.seed=...}; for longer: {@code -Dtintype.owners.steps=...}. */
    String SEED = "tintype.owners.seed";

    int STEPS = Integer.getInteger("tintype.owners.steps", 100);

    @Test
    default void neverShowOrChangeImagesOfOtherOwners() {
        long seed = Long.getLong(SEED, new Random().nextLong());
        Game game = new Game(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            game.play("step " + step + " of -D" + SEED + "=" + seed);
        }
        game.compareAll("the end of -D" + SEED + "=" + seed);
    }

    /** The service and the model, side by side. */
    final class Game {
        private final Random random;
        private final List<Account> owners = List.of(Account.fresh(), Account.fresh(), Account.fresh());
        private final Map<Account, LinkedList<String>> libraries = new HashMap<>(); // newest first
        private final List<String> known =
                new ArrayList<>(List.of(UUID.randomUUID().toString()));

        private Game(Random random) {
            this.random = random;
            owners.forEach(owner -> libraries.put(owner, new LinkedList<>()));
        }

        private void play(String step) {
            Account owner = owners.get(random.nextInt(owners.size()));
            String id = known.get(random.nextInt(known.size()));
            switch (random.nextInt(8)) {
                case 0, 1 -> upload(owner, step);
                case 2 -> delete(owner, id, step);
                case 3 -> deleteWithoutTheScope(owner, id, step);
                case 4 -> read(owner, "/images/" + id + "/metadata", id, step);
                case 5 -> read(owner, "/images/" + id, id, step);
                case 6 -> readPart(owner, id, step);
                default -> list(owner, step);
            }
        }

        private void compareAll(String step) {
            for (Account owner : owners) {
                assertThat(Json.ids(owner.request().get("/images?limit=1000")))
                        .as(step)
                        .isEqualTo(libraries.get(owner));
                known.forEach(id -> read(owner, "/images/" + id, id, step));
            }
        }

        private void upload(Account owner, String step) {
            Response response = owner.upload("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

            assertThat(response.statusCode()).as(step).isEqualTo(201);
            String id = Json.of(response).path("id").asText();
            assertThat(known).as(step).doesNotContain(id);
            known.add(id);
            libraries.get(owner).addFirst(id);
        }

        /** Expects the same response for an image of another owner as for a missing one. */
        private void delete(Account owner, String id, String step) {
            Response response = owner.request().delete("/images/" + id);

            assertThat(response.statusCode()).as(step).isEqualTo(204);
            libraries.get(owner).remove(id);
        }

        private void deleteWithoutTheScope(Account owner, String id, String step) {
            Response response = Contract.given(Tokens.of(owner.subject(), "images:read images:write"))
                    .delete("/images/" + id);

            assertThat(response.statusCode()).as(step).isEqualTo(403);
        }

        private void read(Account owner, String path, String id, String step) {
            Response response = owner.request().get(path);

            assertThat(response.statusCode()).as(step + ", " + path).isEqualTo(has(owner, id) ? 200 : 404);
        }

        private void readPart(Account owner, String id, String step) {
            Response response = owner.request().header("Range", "bytes=0-9").get("/images/" + id);

            assertThat(response.statusCode()).as(step).isEqualTo(has(owner, id) ? 206 : 404);
        }

        /** Lists in pages of any size, also from the cursor of another owner's page, which must not show that owner's images. */
        private void list(Account owner, String step) {
            Account other = owners.get(random.nextInt(owners.size()));
            List<String> mine = libraries.get(owner);
            List<String> seen = new ArrayList<>();
            String next = "";
            do {
                Response page = owner.request().get("/images?limit=" + (1 + random.nextInt(20)) + next);
                seen.addAll(Json.ids(page));
                next = Json.next(page) == null ? null : "&cursor=" + Json.next(page);
            } while (next != null);
            assertThat(seen).as(step).isEqualTo(mine);

            String cursor = Json.next(other.request().get("/images?limit=1"));
            if (cursor != null) {
                assertThat(Json.ids(owner.request().get("/images?cursor=" + cursor)))
                        .as(step)
                        .isSubsetOf(mine);
            }
        }

        private boolean has(Account owner, String id) {
            return libraries.get(owner).contains(id);
        }
    }
}
