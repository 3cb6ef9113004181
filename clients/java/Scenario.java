import io.tintype.client.ApiClient;
import io.tintype.client.ApiException;
import io.tintype.client.ApiResponse;
import io.tintype.client.api.ImagesApi;
import io.tintype.client.api.ImagesApi.APIDownloadImageRequest;
import io.tintype.client.api.ImagesApi.APIDownloadRenditionRequest;
import io.tintype.client.api.ImagesApi.APIRenderImageRequest;
import io.tintype.client.model.Image;
import io.tintype.client.model.ImagePage;
import io.tintype.client.model.Problem;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Uses all operations of Tintype as a client in Java would. The client is generated as io.tintype.client; see ../README.md. */
public final class Scenario {

    private static final Path FOLDER = Path.of(System.getenv("TINTYPE_IMAGES"));

    private final ApiClient client = new ApiClient();
    private final ImagesApi images;

    private Scenario(String url, String token) {
        client.updateBaseUri(url);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        images = new ImagesApi(client); // copies the client's current settings
    }

    public static void main(String[] arguments) throws ApiException, IOException {
        new Scenario(System.getenv("TINTYPE_URL"), System.getenv("TINTYPE_TOKEN")).run();
    }

    private void run() throws ApiException, IOException {
        List<Image> uploaded = uploadThree();
        rejectFileThatIsNotAnImage();
        check(listToTheEnd().equals(uploaded.reversed()), "The list is not the images that were uploaded");

        Image photograph = uploaded.getFirst();
        check(images.describeImage(photograph.getId()).equals(photograph), "The image is described as another");
        download(photograph);
        makeRenditions(photograph);

        images.deleteImage(photograph.getId());
        Problem absent = problem(failure(() -> images.describeImage(photograph.getId())));
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
            ImagePage page = images.listImages(2, cursor);
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
