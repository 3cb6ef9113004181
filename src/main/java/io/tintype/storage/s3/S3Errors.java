package io.tintype.storage.s3;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Answers of S3 that are no success, as the SDK throws them. */
final class S3Errors {

    private S3Errors() {}

    static AwsServiceException of(S3Call call, S3Answer answer) {
        XmlTexts error = error(answer);
        SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(answer.status());
        for (String name : List.of("Date", S3Failures.BUCKET_REGION)) {
            String value = answer.headers().get(name);
            if (value != null) {
                response.appendHeader(name, value);
            }
        }
        String code = error.first("Code");
        String message = error.first("Message");
        return S3Exception.builder()
                .statusCode(answer.status())
                .requestId(answer.headers().get("x-amz-request-id"))
                .message(call.title())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code.isEmpty() ? null : code)
                        .errorMessage(message.isEmpty() ? call.title() : call.title() + ": " + message)
                        .sdkHttpResponse(response.build())
                        .build())
                .build();
    }

    /** An answer to a HEAD has no body, and what a proxy says need be no XML. */
    private static XmlTexts error(S3Answer answer) {
        XmlTexts nothing = new XmlTexts("", Map.of());
        if (answer.content().length == 0) {
            return nothing;
        }
        try {
            return XmlTexts.read(answer.content(), "Code", "Message");
        } catch (SdkClientException _) {
            return nothing;
        }
    }
}
