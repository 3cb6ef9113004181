import io.tintype.client.ApiClient;
import io.tintype.client.ApiException;
import io.tintype.client.ApiResponse;
import io.tintype.client.api.ImagesApi;
import io.tintype.client.api.ImagesApi.APIDownloadImageRequest;
import io.tintype.client.api.ImagesApi.APIDownloadRenditionRequest;
import io.tintype.client.api.ImagesApi.APIRenderImageRequest;
import io.tintype.client.api.LinksApi;
import io.tintype.client.api.LinksApi.APICreateLinkRequest;
import io.tintype.client.model.Image;
import io.tintype.client.model.ImagePage;
import io.tintype.client.model.Link;
import io.tintype.client.model.Problem;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Uses all operations of Tintype as a client in Java would. The client is generated as io.tintype.client; see ../README.md. */
public final class Scenario {

    private static final Path FOLDER = Path.of(System.getenv("TINTYPE_IMAGES"));

    private final ApiClient client = new ApiClient();
    private final ImagesApi images;
    private final LinksApi links;
    private final URI service;

    private Scenario(String url, String token) {
        client.updateBaseUri(url);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        images = new ImagesApi(client); // copies the client's current settings
        links = new LinksApi(client);
        service = URI.create(url);
    }

    public static void main(String[] arguments) throws Exception {
        new Scenario(System.getenv("TINTYPE_URL"), System.getenv("TINTYPE_TOKEN")).run();
    }

    private void run() throws ApiException, IOException, InterruptedException {
        List<Image> uploaded = uploadThree();
        rejectFileThatIsNotAnImage();
        check(listToTheEnd().equals(uploaded.reversed()), "The list is not the images that were uploaded");

        Image photograph = uploaded.getFirst();
        check(images.describeImage(photograph.getId(), null).equals(photograph), "The image is described as another");
        download(photograph);
        makeRenditions(photograph);
        openLinks(photograph);

        images.deleteImage(photograph.getId());
        Problem absent = problem(failure(() -> images.describeImage(photograph.getId(), null)));
        check(absent.getStatus() == 404, "The image is still there");
        check(absent.getType().equals(URI.create("urn:tintype:problem:image-not-found")), "Not " + absent.getType());
    }

    private List<Image> uploadThree() throws ApiException, IOException {
        List<Image> uploaded = new ArrayList<>();
        for (String name : List.of("photograph.jpg", "photograph.png", "photograph.gif")) {
            File file = FOLDER.resolve(name).toFile();
            Image image = images.uploadImage(file);
            check(image.getName().equals(name), "The image is named " + image.getName());
            check(image.getSize() == file.length(), "The image has " + image.getSize() + " bytes");
            uploaded.add(image);
        }
        return uploaded;
    }

    private void rejectFileThatIsNotAnImage() throws ApiException, IOException {
        Path scan = Files.writeString(Files.createTempFile("scan", ".jpg"), "%PDF-1.7\n");
        try {
            Problem unsupported = problem(failure(() -> images.uploadImage(scan.toFile())));
            check(unsupported.getStatus() == 415, "The status is " + unsupported.getStatus());
            check(
                    unsupported.getType().equals(URI.create("urn:tintype:problem:unsupported-image")),
                    "Not " + unsupported.getType());
            check("application/pdf".equals(unsupported.getDetectedType()), "Not " + unsupported.getDetectedType());
        } finally {
            Files.delete(scan);
        }
    }

    private List<Image> listToTheEnd() throws ApiException {
        List<Image> listed = new ArrayList<>();
        int pages = 0;
        String cursor = null;
        do {
            ImagePage page = images.listImages(2, cursor, null);
            listed.addAll(page.getImages());
            cursor = page.getNext();
            pages++;
        } while (cursor != null);
        check(pages == 2, "The list has " + pages + " pages");
        return listed;
    }

    private void download(Image image) throws ApiException, IOException {
        UUID id = image.getId();
        String etag = '"' + image.getSha256() + '"'; // the entity tag is the quoted SHA-256
        ApiResponse<File> download = images.downloadImageWithHttpInfo(
                APIDownloadImageRequest.newBuilder().id(id).build());
        check(download.getHeaders().get("etag").equals(List.of(etag)), "Another entity tag");
        Path original = FOLDER.resolve(image.getName());
        check(Files.mismatch(original, download.getData().toPath()) == -1, "Other bytes than were uploaded");

        ApiException unchanged = failure(() -> images.downloadImage(
                APIDownloadImageRequest.newBuilder().id(id).ifNoneMatch(etag).build()));
        check(unchanged.getCode() == 304, "Not 304 but " + unchanged.getCode());
    }

    /** Makes a thumbnail by a preset, and a crop by parameters, unless the service has no renditions. */
    private void makeRenditions(Image image) throws ApiException, IOException {
        try {
            ApiResponse<File> thumbnail = images.downloadRenditionWithHttpInfo(APIDownloadRenditionRequest.newBuilder()
                    .id(image.getId())
                    .preset("thumbnail")
                    .format("webp") // auto would select AVIF, because the client accepts all formats of the contract
                    .build());
            check(thumbnail.getHeaders().get("content-type").equals(List.of("image/webp")), "Another format");
            ApiResponse<File> crop = images.renderImageWithHttpInfo(APIRenderImageRequest.newBuilder()
                    .id(image.getId())
                    .width(64)
                    .height(64)
                    .fit("cover")
                    .focus("30,75")
                    .format("png")
                    .build());
            check(crop.getHeaders().get("content-type").equals(List.of("image/png")), "Another format");
        } catch (ApiException unavailable) {
            check(
                    problem(unavailable).getType().equals(URI.create("urn:tintype:problem:renditions-unavailable")),
                    "Not " + unavailable.getMessage());
        }
    }

    /** Creates a link, which opens the image without the token, and lists images with links. Then revokes them. */
    private void openLinks(Image image) throws ApiException, IOException, InterruptedException {
        Link link = links.createLink(APICreateLinkRequest.newBuilder()
                .id(image.getId())
                .variant("original")
                .build());
        check(link.getExpiresAt().isAfter(OffsetDateTime.now()), "Expired at " + link.getExpiresAt());
        byte[] bytes = Files.readAllBytes(FOLDER.resolve(image.getName()));
        check(Arrays.equals(open(link).body(), bytes), "The link opens other bytes");
        List<Image> listed = images.listImages(100, null, "PT1H").getImages();
        check(listed.stream().allMatch(each -> each.getLink() != null), "An image without a link");
        check(links.revokeLinks().getGeneration() == 1, "Another generation");
        check(open(link).statusCode() == 404, "The link still opens");
    }

    private HttpResponse<byte[]> open(Link link) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve(link.getUrl())).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }

    /** Returns the problem with which a call failed. */
    private Problem problem(ApiException failure) throws IOException {
        return client.getObjectMapper().readValue(failure.getResponseBody(), Problem.class);
    }

    /** Returns the exception of a call that must fail. */
    private static ApiException failure(Call call) {
        try {
            call.send();
        } catch (ApiException e) {
            return e;
        }
        throw new AssertionError("The call succeeded");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private interface Call {
        void send() throws ApiException;
    }
}
